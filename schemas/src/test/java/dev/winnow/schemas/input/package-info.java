/** Tests of the input formats. */
@NullMarked
package dev.winnow.schemas.input;

import org.jspecify.annotations.NullMarked;
