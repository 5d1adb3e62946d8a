/** The application against a Kafka cluster: its life, and what it says of itself. */
@NullMarked
package dev.winnow.app.run.cluster;

import org.jspecify.annotations.NullMarked;
