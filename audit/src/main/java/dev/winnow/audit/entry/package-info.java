/** Entries of an audit chain: what is stored, what is authenticated, and the writer. Pure. */
@NullMarked
package dev.winnow.audit.entry;

import org.jspecify.annotations.NullMarked;
