package dev.winnow.detectors.feature;

import dev.winnow.schemas.event.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an event must look like to be counted: every named field has one of the listed values. Immutable.
 *
 * <p>It is known to be false as soon as one field has another value, and unknown while a field that could still make
 * it false is missing.
 */
final class Condition {
    private final TreeMap<String, List<String>> declared;
    private final FieldRef[] fields;
    private final String[][] texts;
    private final double[][] numbers;

    /**
     * @param declared accepted values by field reference; a numeric field is compared with the values that are numbers
     * @throws IllegalArgumentException if it is empty, names no value, or a reference is malformed
     */
    Condition(Map<String, List<String>> declared) {
        if (declared.isEmpty()) {
            throw new IllegalArgumentException("a condition must name at least one field");
        }
        this.declared = new TreeMap<>(declared);
        fields = new FieldRef[declared.size()];
        texts = new String[declared.size()][];
        numbers = new double[declared.size()][];
        int i = 0;
        for (Map.Entry<String, List<String>> entry : this.declared.entrySet()) {
            if (entry.getValue().isEmpty()) {
                throw new IllegalArgumentException("condition on \"" + entry.getKey() + "\" must list a value");
            }
            fields[i] = FieldRef.parse(entry.getKey());
            texts[i] = entry.getValue().toArray(String[]::new);
            numbers[i] = parsed(entry.getValue());
            i++;
        }
    }

    /** 1 where it holds, 0 where it does not, NaN where the event does not tell. */
    double test(Event event) {
        double result = 1;
        for (int i = 0; i < fields.length; i++) {
            double one = test(event, i);
            if (one == 0) {
                return 0;
            }
            if (Double.isNaN(one)) {
                result = Double.NaN;
            }
        }
        return result;
    }

    private double test(Event event, int i) {
        String text = fields[i].text(event);
        if (text != null) {
            for (String accepted : texts[i]) {
                if (accepted.equals(text)) {
                    return 1;
                }
            }
            return 0;
        }
        double number = fields[i].number(event);
        if (Double.isNaN(number)) {
            return Double.NaN;
        }
        for (double accepted : numbers[i]) {
            if (accepted == number) {
                return 1;
            }
        }
        return 0;
    }

    Map<String, List<String>> declared() {
        return declared;
    }

    private static double[] parsed(List<String> values) {
        List<Double> numbers = new ArrayList<>();
        for (String value : values) {
            try {
                numbers.add(Double.valueOf(value));
            } catch (NumberFormatException notANumber) {
                continue;
            }
        }
        double[] result = new double[numbers.size()];
        for (int i = 0; i < result.length; i++) {
            result[i] = numbers.get(i);
        }
        return result;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Condition that && declared.equals(that.declared);
    }

    @Override
    public int hashCode() {
        return declared.hashCode();
    }

    @Override
    public String toString() {
        return declared.toString();
    }
}
