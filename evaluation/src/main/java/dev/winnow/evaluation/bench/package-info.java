/** The {@code winnow bench} commands: what Winnow costs, beside floors or peers measured in the same run. */
@NullMarked
package dev.winnow.evaluation.bench;

import org.jspecify.annotations.NullMarked;
