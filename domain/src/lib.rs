//! The rules of receivables, told without I/O, clock or randomness.
//!
//! Map: values are in [`money`], [`rates`], [`decimals`], [`calendar`] and [`ids`]; who may do what
//! in [`access`]; why the business says no in [`refusal`]. Documents: [`invoice`], [`credit_note`], in a
//! [`format`] and a [`style`] with its [`line_column`]s, or as data ([`data_style`]: [`table_column`]s, an [`x12_partner`]),
//! several in a [`bundle`].
//! How each kind of [`document`] reaches whom: a [`preference`] of a format and a
//! [`channel`], within what the seller offers ([`document_policy`]) and the law asks for ([`mandate`]).
//! What is owed and what may be asked for: [`open_item`], [`collectable`], [`standing`] of a whole
//! invoice, [`ageing`], [`statement`]. How it moves: [`payment`], [`allocation`], [`fee`],
//! [`ledger`]. What is agreed and said: [`promise`], [`dispute`] and figures about them in [`analysis`], who
//! looks after one ([`routing`]) and by when ([`dispute_clock`], in [`business_hours`]), what is delivered again
//! ([`delivery`]), [`conversation`], [`canned_answer`]s by [`language`], [`notice`] by mail, [`inbound`] mail and
//! what is [`quoted`] in it, [`dunning`]. What buyers do by
//! themselves: [`self_help`], [`account_change`], [`calendar_feed`].
//!
//! # Glossary
//! *Seller*: the company that hosts the portal; it has one or more *entities*. *Account*: a customer
//! company of one entity; accounts form a tree. *Membership*: user × account × role. *Open item*:
//! what is to be paid by one date, one or more per invoice. *Allocation*: money or credit applied to
//! an open item. *Dispute*: what a
//! buyer says is wrong; only that amount is held. *Promise*: an amount that the buyer will pay by a date. *Touch*: one contact with
//! the customer. *Collectable*: what may be asked for now; see [`collectable`].
#![warn(missing_docs)]

pub mod access;
pub mod account_change;
pub mod ageing;
pub mod allocation;
pub mod analysis;
pub mod bundle;
pub mod business_hours;
pub mod calendar;
pub mod calendar_feed;
pub mod canned_answer;
pub mod channel;
pub mod collectable;
pub mod colour;
pub mod conversation;
pub mod credit_note;
pub mod data_style;
pub mod decimals;
pub mod delivery;
pub mod dispatch;
pub mod dispute;
pub mod dispute_clock;
pub mod document;
pub mod document_check;
pub mod document_policy;
pub mod dunning;
pub mod fee;
pub mod file;
pub mod format;
pub mod ids;
pub mod inbound;
pub mod invoice;
pub mod language;
pub mod ledger;
pub mod line_column;
pub mod list_view;
pub mod mandate;
pub mod money;
pub mod notice;
pub mod open_item;
pub mod payment;
pub mod preference;
pub mod print_run;
pub mod promise;
pub mod quoted;
pub mod rates;
pub mod refusal;
pub mod routing;
pub mod self_help;
pub mod seller;
pub mod standing;
pub mod statement;
pub mod style;
pub mod supporting_document;
pub mod table_column;
pub mod x12_partner;

pub use money::{Currency, Money};
pub use refusal::Refusal;
