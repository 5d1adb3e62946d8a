/** {@code winnow eval}: detection quality on data sets, beside a peer. */
@NullMarked
package dev.winnow.evaluation.eval;

import org.jspecify.annotations.NullMarked;
