/** A Kafka broker inside this process, for demonstrations and tests. */
@NullMarked
package dev.winnow.app.broker;

import org.jspecify.annotations.NullMarked;
