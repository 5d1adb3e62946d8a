/** The contract of a detector. */
@NullMarked
package dev.winnow.detectors;

import org.jspecify.annotations.NullMarked;
