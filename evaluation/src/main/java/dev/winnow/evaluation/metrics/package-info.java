/** How good scores, probabilities and alarms are, by published definitions. */
@NullMarked
package dev.winnow.evaluation.metrics;

import org.jspecify.annotations.NullMarked;
