/** One segment's model: features, scaler, members, tails, fusion, gated learning. */
@NullMarked
package dev.winnow.detectors.segment;

import org.jspecify.annotations.NullMarked;
