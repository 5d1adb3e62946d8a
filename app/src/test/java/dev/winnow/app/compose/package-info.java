/** Tests of the files for containers. */
@NullMarked
package dev.winnow.app.compose;

import org.jspecify.annotations.NullMarked;
