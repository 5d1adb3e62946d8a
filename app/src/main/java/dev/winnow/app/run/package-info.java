/** Runs of the topology: against a cluster, over files, and for the demonstration. */
@NullMarked
package dev.winnow.app.run;

import org.jspecify.annotations.NullMarked;
