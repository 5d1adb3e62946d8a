/** Members that count how full nested random halves of the space are. */
@NullMarked
package dev.winnow.detectors.halfspace;

import org.jspecify.annotations.NullMarked;
