/** Tests of the evaluations. */
@NullMarked
package dev.winnow.evaluation.eval;

import org.jspecify.annotations.NullMarked;
