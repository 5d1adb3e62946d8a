/** Members that judge a point by the correlations between features. */
@NullMarked
package dev.winnow.detectors.subspace;

import org.jspecify.annotations.NullMarked;
