/** A synthetic day of an office, seen by two sensors, with attacks and oddities whose truth is known. Pure: no Kafka, no clock. */
@NullMarked
package dev.winnow.app.demo.day;

import org.jspecify.annotations.NullMarked;
