/** Wire formats behind one serde. */
@NullMarked
package dev.winnow.topology.serde;

import org.jspecify.annotations.NullMarked;
