// SPDX-License-Identifier: Apache-2.0
package io.backflow.record.internal.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Reads event files by the published descriptions alone, with a checksum computed bit by bit: a second implementation
 * beside the one that writes.
 */
public final class EventReader {

    private static final int CASTAGNOLI = 0x82F63B78; // reversed, as RFC 3720 has it

    /** What stands under one field number: a Long, or bytes. */
    public record Field(int number, Object value) {

        public byte[] bytes() {
            return (byte[]) value;
        }

        public String text() {
            return new String(bytes(), StandardCharsets.UTF_8);
        }

        public double doubleValue() {
            return Double.longBitsToDouble((Long) value);
        }
    }

    /** One event. */
    public record Event(double wallTime, long step, String version, boolean start, List<Value> values) {}

    /** One value of a summary. */
    public record Value(String tag, List<Field> fields) {

        public boolean has(int number) {
            return fields.stream().anyMatch(field -> field.number() == number);
        }

        public Field field(int number) {
            return fields.stream()
                    .filter(field -> field.number() == number)
                    .findFirst()
                    .orElseThrow();
        }

        public float scalar() {
            return Float.intBitsToFloat(((Long) field(2).value()).intValue());
        }
    }

    private EventReader() {}

    /** Returns the events of all files of a folder, in the order in which TensorBoard reads them. */
    public static List<Event> all(Path folder) throws IOException {
        List<Event> events = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(path -> path.getFileName().toString().contains("tfevents"))
                    .sorted()
                    .toList()) {
                events.addAll(read(file));
            }
        }
        return events;
    }

    /** Returns the scalars by tag and step as they stand once a start has had earlier ones forgotten. */
    public static Map<String, Map<Long, List<Float>>> scalars(List<Event> events) {
        Map<String, Map<Long, List<Float>>> scalars = new TreeMap<>();
        for (Event event : events) {
            if (event.start()) {
                scalars.values().forEach(steps -> steps.keySet().removeIf(step -> step >= event.step()));
            }
            for (Value value : event.values()) {
                if (value.has(2)) {
                    scalars.computeIfAbsent(value.tag(), tag -> new TreeMap<>())
                            .computeIfAbsent(event.step(), step -> new ArrayList<>())
                            .add(value.scalar());
                }
            }
        }
        return scalars;
    }

    public static List<Event> read(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<Event> events = new ArrayList<>();
        while (bytes.hasRemaining()) {
            byte[] length = new byte[8];
            bytes.get(length);
            assertThat(bytes.getInt()).as("checksum of the length").isEqualTo(masked(length));
            byte[] data = new byte
                    [Math.toIntExact(ByteBuffer.wrap(length)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getLong())];
            bytes.get(data);
            assertThat(bytes.getInt()).as("checksum of the data").isEqualTo(masked(data));
            events.add(event(data));
        }
        return events;
    }

    private static int masked(byte[] bytes) {
        int crc = -1;
        for (byte b : bytes) {
            crc ^= b & 0xff;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) == 1 ? crc >>> 1 ^ CASTAGNOLI : crc >>> 1;
            }
        }
        crc = ~crc;
        return (crc >>> 15 | crc << 17) + 0xa282ead8;
    }

    private static Event event(byte[] data) {
        double time = Double.NaN;
        long step = 0;
        String version = "";
        boolean start = false;
        List<Value> values = new ArrayList<>();
        for (Field field : message(data)) {
            switch (field.number()) {
                case 1 -> time = field.doubleValue();
                case 2 -> step = (Long) field.value();
                case 3 -> version = field.text();
                case 5 -> message(field.bytes()).forEach(value -> values.add(value(value.bytes())));
                case 7 -> start = message(field.bytes()).get(0).value().equals(1L);
                default -> throw new AssertionError("field " + field.number() + " of an event");
            }
        }
        return new Event(time, step, version, start, values);
    }

    private static Value value(byte[] data) {
        List<Field> fields = message(data);
        assertThat(fields.get(0).number()).isEqualTo(1);
        return new Value(fields.get(0).text(), fields);
    }

    /** Returns the fields of a message; numbers of 4 and 8 bytes as their bits. */
    public static List<Field> message(byte[] data) {
        ByteBuffer in = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        List<Field> fields = new ArrayList<>();
        while (in.hasRemaining()) {
            long key = varint(in);
            Object value = switch ((int) (key & 7)) {
                case 0 -> varint(in);
                case 1 -> in.getLong();
                case 2 -> {
                    byte[] bytes = new byte[(int) varint(in)];
                    in.get(bytes);
                    yield bytes;
                }
                case 5 -> (long) in.getInt();
                default -> throw new AssertionError("type " + (key & 7));
            };
            fields.add(new Field((int) (key >>> 3), value));
        }
        return fields;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte b = in.get();
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
    }
}
