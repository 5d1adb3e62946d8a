/** Members that know the hour of the week. */
@NullMarked
package dev.winnow.detectors.season;

import org.jspecify.annotations.NullMarked;
