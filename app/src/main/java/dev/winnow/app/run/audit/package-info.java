/** Audit logs as Kafka holds them: read, exported, verified. */
@NullMarked
package dev.winnow.app.run.audit;

import org.jspecify.annotations.NullMarked;
