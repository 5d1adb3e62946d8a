/** Distances to what was admitted before. */
@NullMarked
package dev.winnow.detectors.neighbour;

import org.jspecify.annotations.NullMarked;
