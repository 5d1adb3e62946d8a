/** What commands and runs share of the shell: exit codes, failures that carry one, progress, safe text, the version. */
@NullMarked
package dev.winnow.app.shell;

import org.jspecify.annotations.NullMarked;
