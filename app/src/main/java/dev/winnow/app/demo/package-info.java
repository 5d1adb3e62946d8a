/** A synthetic SOC day with known truth, an analyst who knows it, and the sum of what was found. Pure: no Kafka, no clock. */
@NullMarked
package dev.winnow.app.demo;

import org.jspecify.annotations.NullMarked;
