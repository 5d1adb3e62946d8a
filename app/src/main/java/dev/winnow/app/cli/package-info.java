/** The winnow command: sub-commands, exit codes, output. */
@NullMarked
package dev.winnow.app.cli;

import org.jspecify.annotations.NullMarked;
