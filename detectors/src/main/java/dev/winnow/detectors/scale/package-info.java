/** Adaptive scaling. */
@NullMarked
package dev.winnow.detectors.scale;

import org.jspecify.annotations.NullMarked;
