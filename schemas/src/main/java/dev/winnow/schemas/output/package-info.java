/** Output formats: one file per sink format, listed in OutputFormats. */
@NullMarked
package dev.winnow.schemas.output;

import org.jspecify.annotations.NullMarked;
