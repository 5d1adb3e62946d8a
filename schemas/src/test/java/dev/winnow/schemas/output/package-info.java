/** Tests of the output formats. */
@NullMarked
package dev.winnow.schemas.output;

import org.jspecify.annotations.NullMarked;
