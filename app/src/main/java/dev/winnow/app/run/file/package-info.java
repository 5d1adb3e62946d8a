/** {@code winnow triage}: files through the topology, and what was made of them. */
@NullMarked
package dev.winnow.app.run.file;

import org.jspecify.annotations.NullMarked;
