/** Anomaly scores for time series: one or many metrics that arrive in order of time. */
@NullMarked
package dev.winnow.detectors.series;

import org.jspecify.annotations.NullMarked;
