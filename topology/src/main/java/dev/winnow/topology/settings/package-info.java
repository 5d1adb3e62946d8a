/** What decides how the topology runs. */
@NullMarked
package dev.winnow.topology.settings;

import org.jspecify.annotations.NullMarked;
