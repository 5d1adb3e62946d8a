/** Tail probabilities and their combination. */
@NullMarked
package dev.winnow.detectors.fuse;

import org.jspecify.annotations.NullMarked;
