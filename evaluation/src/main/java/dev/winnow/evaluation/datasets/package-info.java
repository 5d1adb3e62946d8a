/** Labelled data sets: tables, series, the Numenta corpus. */
@NullMarked
package dev.winnow.evaluation.datasets;

import org.jspecify.annotations.NullMarked;
