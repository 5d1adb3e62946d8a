/** What is counted for people who watch the application. */
@NullMarked
package dev.winnow.topology.metric;

import org.jspecify.annotations.NullMarked;
