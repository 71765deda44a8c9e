//! What a column shows of a row, and how.

use std::rc::Rc;

use nocturne_web_model::table::SortKey;
use yew::prelude::*;

/// Where a column stands when there is little room.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(crate) enum Priority {
    /// On a phone in the first line of the card.
    First,
    /// On a phone in the second line.
    Second,
    /// Not on a phone.
    #[default]
    Wide,
    /// Only when it was chosen.
    Hidden,
}

type Text<T> = Rc<dyn Fn(&T) -> String>;
type Cell<T> = Rc<dyn Fn(&T) -> Html>;
type Sort<T> = Rc<dyn Fn(&T) -> SortKey>;

/// A column. What is not said is: text as it is, not to be ordered, 8 rem wide, not on phones.
#[derive(Clone)]
pub(crate) struct Column<T> {
    /// Stands in addresses and exports.
    pub id: &'static str,
    pub title: AttrValue,
    /// For the filter and exports, and drawn when there is no `cell`.
    pub text: Text<T>,
    pub cell: Option<Cell<T>>,
    pub sort: Option<Sort<T>>,
    /// To the right, with figures of one width.
    pub numeric: bool,
    /// Shares what is left of the width.
    pub grow: bool,
    /// Width, or the least of it when it grows, in rem.
    pub width: f64,
    pub priority: Priority,
    /// Holds controls and no data: not exported, always there, its title is only read out.
    pub controls: bool,
}

impl<T: 'static> Column<T> {
    pub(crate) fn new(
        id: &'static str,
        title: impl Into<AttrValue>,
        text: impl Fn(&T) -> String + 'static,
    ) -> Self {
        Self {
            id,
            title: title.into(),
            text: Rc::new(text),
            cell: None,
            sort: None,
            numeric: false,
            grow: false,
            width: 8.0,
            priority: Priority::default(),
            controls: false,
        }
    }

    pub(crate) fn cell(self, cell: impl Fn(&T) -> Html + 'static) -> Self {
        Self { cell: Some(Rc::new(cell)), ..self }
    }

    pub(crate) fn sort(self, sort: impl Fn(&T) -> SortKey + 'static) -> Self {
        Self { sort: Some(Rc::new(sort)), ..self }
    }

    /// A column of controls for each row.
    pub(crate) fn controls(
        id: &'static str,
        title: impl Into<AttrValue>,
        cell: impl Fn(&T) -> Html + 'static,
    ) -> Self {
        Self { controls: true, ..Self::new(id, title, |_| String::new()).cell(cell).width(3.0) }
    }

    /// Ordered by its text.
    pub(crate) fn sort_text(self) -> Self {
        let text = Rc::clone(&self.text);
        Self { sort: Some(Rc::new(move |row| SortKey::text(text(row)))), ..self }
    }

    pub(crate) fn numeric(self) -> Self {
        Self { numeric: true, ..self }
    }

    pub(crate) fn grow(self) -> Self {
        Self { grow: true, ..self }
    }

    /// In rem.
    pub(crate) fn width(self, width: f64) -> Self {
        Self { width, ..self }
    }

    pub(crate) fn priority(self, priority: Priority) -> Self {
        Self { priority, ..self }
    }

    fn numbered(&self, rows: &Rc<Vec<T>>) -> Column<usize> {
        Column {
            id: self.id,
            title: self.title.clone(),
            text: by_number(rows, &self.text),
            cell: self.cell.as_ref().map(|cell| by_number(rows, cell)),
            sort: self.sort.as_ref().map(|sort| by_number(rows, sort)),
            numeric: self.numeric,
            grow: self.grow,
            width: self.width,
            priority: self.priority,
            controls: self.controls,
        }
    }

    pub(super) fn hidden_by_default(&self) -> bool {
        self.priority == Priority::Hidden
    }

    pub(super) fn track(&self) -> String {
        if self.grow { format!("minmax({}rem, 1fr)", self.width) } else { format!("{}rem", self.width) }
    }

    pub(super) fn draw(&self, row: &T) -> Html {
        match &self.cell {
            Some(cell) => cell(row),
            None => Html::from((self.text)(row)),
        }
    }

    pub(super) fn class(&self, block: &'static str) -> Classes {
        let place = match self.priority {
            Priority::First => "first",
            Priority::Second => "second",
            Priority::Wide | Priority::Hidden => "wide",
        };
        classes!(block, format!("{block}--{place}"), self.numeric.then(|| format!("{block}--numeric")))
    }
}

fn by_number<T: 'static, O: Default + 'static>(
    rows: &Rc<Vec<T>>,
    of: &Rc<dyn Fn(&T) -> O>,
) -> Rc<dyn Fn(&usize) -> O> {
    let (rows, of) = (Rc::clone(rows), Rc::clone(of));
    Rc::new(move |row| rows.get(*row).map(|row| of(row)).unwrap_or_default())
}

/// The same columns over the numbers of rows.
pub(super) fn numbered<T: 'static>(columns: &[Column<T>], rows: &Rc<Vec<T>>) -> Vec<Column<usize>> {
    columns.iter().map(|column| column.numbered(rows)).collect()
}
