/** Input formats: one file per source format, listed in InputFormats. */
@NullMarked
package dev.winnow.schemas.input;

import org.jspecify.annotations.NullMarked;
