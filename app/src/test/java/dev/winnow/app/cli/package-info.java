/** Tests of the command. */
@NullMarked
package dev.winnow.app.cli;

import org.jspecify.annotations.NullMarked;
