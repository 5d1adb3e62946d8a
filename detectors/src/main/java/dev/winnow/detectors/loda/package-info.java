/** Members that look at a point from many random directions. */
@NullMarked
package dev.winnow.detectors.loda;

import org.jspecify.annotations.NullMarked;
