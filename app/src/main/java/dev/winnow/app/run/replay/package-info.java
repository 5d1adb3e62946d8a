/** {@code winnow replay}: a decision computed once more, from files or from Kafka. */
@NullMarked
package dev.winnow.app.run.replay;

import org.jspecify.annotations.NullMarked;
