/** How sealed audit entries reach their topic. */
@NullMarked
package dev.winnow.topology.seal;

import org.jspecify.annotations.NullMarked;
