/** How triage keeps state in rows: keys, digests, event-time clocks and expiry queues. */
@NullMarked
package dev.winnow.triage.state;

import org.jspecify.annotations.NullMarked;
