/** Tests of the metrics. */
@NullMarked
package dev.winnow.evaluation.metrics;

import org.jspecify.annotations.NullMarked;
