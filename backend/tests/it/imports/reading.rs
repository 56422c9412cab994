//! Files as they come: of other programs, in other letters, without end.

use super::{file, load, load_file, only, tally, written};
use backend::{
    entities,
    imports::{Kind, Mapping, mapping::Encoding, runs::State},
    testing::World,
};

#[tokio::test]
async fn files_that_cannot_be_read_say_why() {
    let world = World::new().await;
    let cases: [(&[u8], &str); 10] = [
        (b"", "The file is empty"),
        (b"\n\n", "The file is empty"),
        (b"PK\x03\x04rest", "This is a workbook"),
        (b"%PDF-1.7", "This is a PDF"),
        (b"\xff\xfen\0u\0", "UTF-16"),
        (b"a\0b,c\n", "not a CSV file"),
        (b"n\xfcmber,account\n", "not in the encoding"),
        (b"number,customer\n1,2\n", "no column “name”. Its columns are: number, customer."),
        (b"number,name,name\n1,2,3\n", "is the header of two columns, number 2 and 3"),
        (b"number,name\n1,2\n", ""),
    ];
    for (bytes, told) in cases.map(|(bytes, told)| (bytes, told.to_owned())) {
        let (run, _) = load(&world, Kind::Accounts, bytes).await;
        assert_eq!(run.state == State::Failed, !told.is_empty(), "{told}: {run:?}");
        assert!(run.note.contains(&told), "{told}: {}", run.note);
    }
    let wide = format!("number,name{}\n", ",".repeat(1_000_000));
    let (run, _) = load(&world, Kind::Accounts, &wide[..1_000_000]).await;
    assert!(run.note.contains("columns; 1000 are the most"), "{}", run.note);
    let (run, _) = load(&world, Kind::Accounts, format!("{wide}{}", ",".repeat(300_000))).await;
    assert_eq!(run.state, State::Failed);
    let open_quote = format!("number,name\n9,Nine\n2,\"Two\n{}", "3,Three\n".repeat(200_000));
    let (run, _) = load(&world, Kind::Accounts, open_quote).await;
    assert_eq!(run.state, State::Failed);
    assert!(run.note.contains("After row 2 comes one that is longer than 1 MiB"), "{}", run.note);
    assert_eq!(run.progress.tally.created, 1);
    let (run, _) = load(&world, Kind::Accounts, "number,name\n").await;
    assert_eq!((run.state, run.note.as_str()), (State::Done, "The file has a header and no rows."));
}

#[tokio::test]
async fn encodings_delimiters_and_line_ends_are_read() {
    let world = World::new().await;
    let b = world.backend();
    let bom = b"\xef\xbb\xbf\"number\";name\r\n\r\n1;\"M\xc3\xbcller; \r\n& Co\"\r\n;;\r\n2;B\xff\r\n3;C;;";
    let (run, problems) = load(&world, Kind::Accounts, bom).await;
    assert_eq!(run.progress.tally, tally(2, 0, 0, 0, 1), "{problems:?}");
    // Rows as a spreadsheet counts them: one is empty, and the line break within a cell is none.
    assert_eq!((only(&problems).0, only(&problems).1), (5, "name"));
    let mut mapping = Mapping::plain(Kind::Accounts);
    mapping.format.encoding = Encoding::Windows1252;
    let path = written(&world, b"number\tname\n1\tM\xfcller; & Co\n");
    let (run, _) = load_file(&world, file(&world, path, mapping)).await;
    assert_eq!(run.progress.tally, tally(0, 0, 1, 0, 0));
    assert_eq!(entities::by_name(b, "nordhaven").await.expect("the entity"), world.entity);
}
