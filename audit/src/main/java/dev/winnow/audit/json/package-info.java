/** A strict reader and writer for the small JSON documents of this module. */
@NullMarked
package dev.winnow.audit.json;

import org.jspecify.annotations.NullMarked;
