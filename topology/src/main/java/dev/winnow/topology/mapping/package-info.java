/** Between wire records and domain values. */
@NullMarked
package dev.winnow.topology.mapping;

import org.jspecify.annotations.NullMarked;
