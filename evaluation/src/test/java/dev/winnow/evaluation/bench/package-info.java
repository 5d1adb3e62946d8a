/** Tests of the benchmarks. */
@NullMarked
package dev.winnow.evaluation.bench;

import org.jspecify.annotations.NullMarked;
