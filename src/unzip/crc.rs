//! The checksum of zip entries: CRC-32 as in ISO 3309, reflected, polynomial 0x04C11DB7.

/// Tables for eight bytes at once: entry `n` is the checksum of a byte with `n` zeros after it.
const TABLES: [[u32; 256]; 8] = tables();

const fn tables() -> [[u32; 256]; 8] {
    let mut tables = [[0; 256]; 8];
    let mut index = 0;
    while index < 256 {
        let mut value = index as u32;
        let mut bit = 0;
        while bit < 8 {
            value = (value >> 1) ^ (0xEDB8_8320 * (value & 1));
            bit += 1;
        }
        tables[0][index] = value;
        index += 1;
    }
    let mut table = 1;
    while table < 8 {
        let mut index = 0;
        while index < 256 {
            let before = tables[table - 1][index];
            tables[table][index] = (before >> 8) ^ tables[0][(before & 0xFF) as usize];
            index += 1;
        }
        table += 1;
    }
    tables
}

/// Goes on with a checksum; that of nothing is 0.
pub fn update(crc: u32, bytes: &[u8]) -> u32 {
    let mut crc = !crc;
    let (eights, rest) = bytes.as_chunks::<8>();
    for eight in eights {
        let mut mixed = *eight;
        for (byte, sum) in mixed.iter_mut().zip(crc.to_le_bytes()) {
            *byte ^= sum;
        }
        crc = (0..8).fold(0, |sum, at| sum ^ TABLES[7 - at][usize::from(mixed[at])]);
    }
    for byte in rest {
        crc = TABLES[0][usize::from(crc.to_le_bytes()[0] ^ byte)] ^ (crc >> 8);
    }
    !crc
}

#[cfg(test)]
mod tests {
    use super::update;

    #[test]
    fn the_check_value_of_the_standard() {
        assert_eq!(update(0, b"123456789"), 0xCBF4_3926);
        assert_eq!(update(update(0, b"1234"), b"56789"), 0xCBF4_3926);
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(update(0, &all), 0x2905_8C73);
    }
}
