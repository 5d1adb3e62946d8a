/** Inputs of models that are no events: from the tenant's task to each shard, by a topic of Winnow's own. */
@NullMarked
package dev.winnow.topology.loop;

import org.jspecify.annotations.NullMarked;
