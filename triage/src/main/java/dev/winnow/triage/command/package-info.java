/** Changes at run time: which were made already, and what came of each. */
@NullMarked
package dev.winnow.triage.command;

import org.jspecify.annotations.NullMarked;
