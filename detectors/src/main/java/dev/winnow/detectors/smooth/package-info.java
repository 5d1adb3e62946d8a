/** What makes of a stream of scores something to alert on: smoothing, and likelihood with a refractory time. */
@NullMarked
package dev.winnow.detectors.smooth;

import org.jspecify.annotations.NullMarked;
