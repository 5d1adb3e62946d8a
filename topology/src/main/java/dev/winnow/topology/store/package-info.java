/** State stores: models by journal and snapshot, triage rows, the audit head. */
@NullMarked
package dev.winnow.topology.store;

import org.jspecify.annotations.NullMarked;
