/** Tails of the features by themselves. */
@NullMarked
package dev.winnow.detectors.quantile;

import org.jspecify.annotations.NullMarked;
