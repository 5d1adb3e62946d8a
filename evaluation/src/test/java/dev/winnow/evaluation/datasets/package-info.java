/** Tests of the data sets. */
@NullMarked
package dev.winnow.evaluation.datasets;

import org.jspecify.annotations.NullMarked;
