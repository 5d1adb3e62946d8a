/** Thin processors: load, one domain call, save, forward. */
@NullMarked
package dev.winnow.topology.processor;

import org.jspecify.annotations.NullMarked;
