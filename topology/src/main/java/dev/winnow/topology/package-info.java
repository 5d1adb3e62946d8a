/** The only module that knows Kafka Streams. */
@NullMarked
package dev.winnow.topology;

import org.jspecify.annotations.NullMarked;
