//! Words of statements, receipts, reminders and agreements of payment.

use super::words;

words! {
    STATEMENT: "Statement of account", "Kontoauszug", "Rekeningoverzicht", "Relevé de compte",
        "Extracto de cuenta", "Estratto conto";
    OPEN_ITEMS: "Open items", "Offene Posten", "Openstaande posten", "Postes ouverts",
        "Partidas abiertas", "Partite aperte";
    ACCOUNT: "Account", "Kundenkonto", "Rekening", "Compte", "Cuenta", "Conto";
    BALANCE: "Balance", "Saldo", "Saldo", "Solde", "Saldo", "Saldo";
    FROM_TO: "From {from} to {to}", "Vom {from} bis {to}", "Van {from} tot en met {to}",
        "Du {from} au {to}", "Del {from} al {to}", "Dal {from} al {to}";
    AT_THE_END_OF: "At the end of {day}", "Stand Ende {day}", "Per einde {day}",
        "À la fin du {day}", "Al final del {day}", "Alla fine del {day}";
    UNTIL: "{title} until {day}", "{title} bis {day}", "{title} tot en met {day}",
        "{title} jusqu’au {day}", "{title} hasta el {day}", "{title} fino al {day}";
    WHAT: "What", "Vorgang", "Wat", "Opération", "Operación", "Operazione";
    DOCUMENT: "Document", "Beleg", "Document", "Document", "Documento", "Documento";
    CHANGE: "Change", "Bewegung", "Mutatie", "Mouvement", "Movimiento", "Movimento";
    BEFORE: "Balance before", "Anfangssaldo", "Beginsaldo", "Solde initial", "Saldo anterior",
        "Saldo iniziale";
    INVOICE: "Invoice", "Rechnung", "Factuur", "Facture", "Factura", "Fattura";
    CREDIT_NOTE: "Credit note", "Rechnungskorrektur", "Creditnota", "Avoir", "Abono",
        "Nota di credito";
    PAYMENT: "Payment", "Zahlung", "Betaling", "Paiement", "Pago", "Pagamento";
    RETURN: "Payment came back", "Rücklastschrift", "Betaling teruggekomen", "Paiement rejeté",
        "Pago devuelto", "Pagamento respinto";
    DISCOUNT: "Early-payment discount", "Skonto", "Betalingskorting", "Escompte",
        "Descuento por pronto pago", "Sconto per pagamento anticipato";
    WRITE_OFF: "No longer asked for", "Ausgebucht", "Afgeboekt", "Abandonné", "Condonado",
        "Stralciato";
    REVERSAL: "Correction", "Storno", "Correctie", "Contre-passation", "Corrección", "Storno";
    ISSUED: "Issued", "Ausgestellt", "Factuurdatum", "Émise", "Emitida", "Emessa";
    DUE: "Due", "Fällig", "Vervalt", "Échéance", "Vence", "Scade";
    AMOUNT: "Amount", "Betrag", "Bedrag", "Montant", "Importe", "Importo";
    DISPUTED: "Of it disputed", "Davon strittig", "Waarvan betwist", "Dont contesté",
        "En disputa", "Di cui contestato";
    OPEN: "Open", "Offen", "Open", "Ouvert", "Pendiente", "Aperto";
    PART: "{number}, instalment {n} of {of}", "{number}, Rate {n} von {of}",
        "{number}, termijn {n} van {of}", "{number}, échéance {n} sur {of}",
        "{number}, plazo {n} de {of}", "{number}, rata {n} di {of}";
    UNUSED: "Credit that is not used yet", "Noch nicht verrechnetes Guthaben",
        "Nog niet gebruikt tegoed", "Crédit pas encore utilisé", "Crédito aún no utilizado",
        "Credito non ancora utilizzato";
    OWED: "Owed at the end of {day}", "Geschuldet Ende {day}", "Verschuldigd per einde {day}",
        "Dû à la fin du {day}", "Debido al final del {day}", "Dovuto alla fine del {day}";
    OWED_NOTHING: "Nothing is owed at the end of {day}", "Nichts geschuldet Ende {day}",
        "Niets verschuldigd per einde {day}", "Rien n’est dû à la fin du {day}",
        "Nada debido al final del {day}", "Nulla dovuto alla fine del {day}";
    IN_FAVOUR: "In your favour at the end of {day}", "Zu Ihren Gunsten Ende {day}",
        "In uw voordeel per einde {day}", "En votre faveur à la fin du {day}",
        "A su favor al final del {day}", "A vostro favore alla fine del {day}";
    NOT_ASKED_FOR: "Of it disputed. It is not asked for until it is decided.",
        "Davon strittig. Wird bis zur Entscheidung nicht angefordert.",
        "Waarvan betwist. Wordt niet gevraagd tot erover is beslist.",
        "Dont contesté. Non réclamé jusqu’à la décision.",
        "De ello en disputa. No se reclama hasta que se decida.",
        "Di cui contestato. Non richiesto fino alla decisione.";

    RECEIPT: "Receipt {number}", "Quittung {number}", "Kwitantie {number}", "Reçu {number}",
        "Recibo {number}", "Ricevuta {number}";
    RECEIPT_NO: "Receipt", "Quittungsnummer", "Kwitantienummer", "N° de reçu", "N.º de recibo",
        "N. ricevuta";
    WAY: "Way", "Zahlungsweg", "Betaalwijze", "Moyen de paiement", "Medio de pago",
        "Mezzo di pagamento";
    FROM_ACCOUNT: "From", "Von", "Van", "De", "De", "Da";
    RECEIVED_ON: "Received on", "Eingegangen am", "Ontvangen op", "Reçu le", "Recibido el",
        "Ricevuto il";
    RECEIVED: "Received", "Erhalten", "Ontvangen", "Reçu", "Recibido", "Ricevuto";
    RECEIVED_FROM: "We have received {amount} from you on {day}. Thank you.",
        "Wir haben am {day} von Ihnen {amount} erhalten. Vielen Dank.",
        "Wij hebben op {day} {amount} van u ontvangen. Hartelijk dank.",
        "Nous avons reçu de votre part {amount} le {day}. Merci.",
        "Hemos recibido de ustedes {amount} el {day}. Gracias.",
        "Abbiamo ricevuto da voi {amount} il {day}. Grazie.";
    CAME_BACK: "The bank took this payment back on {day}. This receipt no longer discharges a debt.",
        "Die Bank hat diese Zahlung am {day} zurückgeholt. Diese Quittung befreit nicht mehr von der Schuld.",
        "De bank heeft deze betaling op {day} teruggehaald. Deze kwitantie verleent geen kwijting meer.",
        "La banque a repris ce paiement le {day}. Ce reçu ne libère plus de la dette.",
        "El banco anuló este pago el {day}. Este recibo ya no libera de la deuda.",
        "La banca ha stornato questo pagamento il {day}. Questa ricevuta non ha più effetto liberatorio.";
    PAID_FOR: "Paid for", "Bezahlt wurde", "Betaald voor", "Payé pour", "Pagado por", "Pagato per";
    LEFT_OPEN: "Left open", "Bleibt offen", "Blijft open", "Reste ouvert", "Queda pendiente",
        "Resta aperto";
    PAID: "Paid", "Bezahlt", "Betaald", "Payé", "Pagado", "Pagato";
    DISCOUNT_TAKEN: "Discount", "Skonto", "Korting", "Escompte", "Descuento", "Sconto";
    APPLIED: "Applied to invoices", "Auf Rechnungen verrechnet", "Verrekend met facturen",
        "Imputé aux factures", "Aplicado a facturas", "Imputato a fatture";
    FEE: "Fee for this way of paying", "Gebühr für diesen Zahlungsweg", "Kosten van deze betaalwijze",
        "Frais de ce moyen de paiement", "Comisión de este medio de pago",
        "Commissione per questo mezzo di pagamento";
    KEPT: "Kept as credit", "Als Guthaben vorgetragen", "Blijft als tegoed staan",
        "Conservé en avoir", "Queda como crédito", "Resta come credito";

    COMING: "Payment due soon", "Bald fällige Zahlung", "Binnenkort te betalen", "Paiement à venir",
        "Pago próximo a vencer", "Pagamento in scadenza";
    FORETELL: "So that nothing is overlooked: {amount} is due by {day}. If you have paid already, there \
        is nothing to do.",
        "Damit nichts übersehen wird: {amount} ist bis {day} fällig. Haben Sie schon bezahlt, ist nichts \
        weiter zu tun.",
        "Zodat er niets over het hoofd wordt gezien: {amount} is uiterlijk {day} te betalen. Als u al \
        heeft betaald, hoeft u niets te doen.",
        "Pour que rien ne soit oublié : {amount} est à payer d’ici le {day}. Si vous avez déjà payé, vous \
        n’avez rien à faire.",
        "Para que no se pase nada por alto: hay que pagar {amount} antes del {day}. Si ya han pagado, no \
        tienen que hacer nada.",
        "Perché nulla sfugga: {amount} è da pagare entro il {day}. Se avete già pagato, non dovete fare \
        nulla.";
    REMINDER: "Reminder", "Zahlungserinnerung", "Betalingsherinnering", "Rappel", "Recordatorio de pago",
        "Promemoria di pagamento";
    SECOND: "Second reminder", "Mahnung", "Aanmaning", "Relance", "Segundo aviso de pago",
        "Sollecito di pagamento";
    LAST: "Final reminder", "Letzte Mahnung", "Laatste aanmaning", "Mise en demeure",
        "Último requerimiento de pago", "Messa in mora";
    REMIND: "The invoices below are past their day. Perhaps they were overlooked; please pay {amount} \
        by {day}. If you have paid already, there is nothing to do.",
        "Die folgenden Rechnungen sind überfällig. Vielleicht wurden sie übersehen; bitte zahlen Sie \
        {amount} bis {day}. Haben Sie schon bezahlt, ist nichts weiter zu tun.",
        "De onderstaande facturen zijn vervallen. Misschien zijn ze over het hoofd gezien; wilt u \
        {amount} betalen voor of op {day}? Als u al heeft betaald, hoeft u niets te doen.",
        "Les factures ci-dessous sont échues. Il s’agit peut-être d’un oubli ; merci de payer {amount} \
        d’ici le {day}. Si vous avez déjà payé, vous n’avez rien à faire.",
        "Las siguientes facturas están vencidas. Quizá se hayan pasado por alto; les rogamos que paguen \
        {amount} antes del {day}. Si ya han pagado, no tienen que hacer nada.",
        "Le fatture seguenti sono scadute. Forse sono sfuggite; vi preghiamo di pagare {amount} entro \
        il {day}. Se avete già pagato, non dovete fare nulla.";
    URGE: "We reminded you and have not received your payment. Please pay {amount} by {day}, or tell us \
        what stands in the way: an amount that you dispute is not asked for until it is decided.",
        "Trotz unserer Erinnerung ist Ihre Zahlung nicht eingegangen. Bitte zahlen Sie {amount} bis {day}, \
        oder sagen Sie uns, was dagegen spricht: Was Sie beanstanden, fordern wir bis zur Klärung nicht an.",
        "Ondanks onze herinnering hebben wij uw betaling niet ontvangen. Wilt u {amount} betalen voor of \
        op {day}, of ons laten weten wat er in de weg staat? Wat u betwist, vragen wij niet tot erover is beslist.",
        "Malgré notre rappel, votre paiement ne nous est pas parvenu. Merci de payer {amount} d’ici le \
        {day}, ou de nous dire ce qui s’y oppose : ce que vous contestez n’est pas réclamé jusqu’à la décision.",
        "A pesar de nuestro recordatorio no hemos recibido su pago. Les rogamos que paguen {amount} antes \
        del {day} o nos digan qué lo impide: lo que disputan no se reclama hasta que se decida.",
        "Nonostante il nostro promemoria non abbiamo ricevuto il pagamento. Vi preghiamo di pagare {amount} \
        entro il {day} o di dirci che cosa lo impedisce: ciò che contestate non è richiesto fino alla decisione.";
    DEMAND: "In spite of our reminders the invoices below are not paid. We demand payment of {amount}, to \
        be received by {day}. After that day we reserve the right to claim statutory interest and costs \
        and to pass the matter on.",
        "Trotz unserer Mahnungen sind die folgenden Rechnungen nicht bezahlt. Wir fordern Sie auf, {amount} \
        so zu zahlen, dass der Betrag bis {day} bei uns eingeht. Danach behalten wir uns vor, gesetzliche \
        Verzugszinsen und Kosten zu verlangen und die Sache abzugeben.",
        "Ondanks onze aanmaningen zijn de onderstaande facturen niet betaald. Wij sommeren u {amount} te \
        betalen, uiterlijk op {day} door ons te ontvangen. Daarna behouden wij ons het recht voor wettelijke \
        rente en kosten te vorderen en de zaak uit handen te geven.",
        "Malgré nos relances, les factures ci-dessous restent impayées. Nous vous mettons en demeure de \
        payer {amount}, à recevoir d’ici le {day}. Passé ce jour, nous nous réservons le droit de réclamer \
        les intérêts et frais légaux et de transmettre le dossier.",
        "A pesar de nuestros avisos, las siguientes facturas siguen impagadas. Les requerimos el pago de \
        {amount}, que debe llegarnos antes del {day}. Después nos reservamos el derecho de reclamar los \
        intereses y costes legales y de transferir el asunto.",
        "Nonostante i nostri solleciti le fatture seguenti non sono pagate. Vi intimiamo di pagare {amount}, \
        con accredito entro il {day}. Trascorso tale giorno ci riserviamo di chiedere interessi e spese di \
        legge e di affidare la pratica a terzi.";
    DAYS_LATE: "Days late", "Tage überfällig", "Dagen te laat", "Jours de retard", "Días de retraso",
        "Giorni di ritardo";
    ASKED: "To pay", "Zu zahlen", "Te betalen", "À payer", "A pagar", "Da pagare";
    HELD: "Not asked for", "Nicht angefordert", "Niet gevraagd", "Non réclamé", "No reclamado",
        "Non richiesto";
    HELD_WHY: "What is disputed, promised or on its way.", "Strittiges, Zugesagtes und was unterwegs ist.",
        "Wat betwist, toegezegd of onderweg is.", "Ce qui est contesté, promis ou en cours.",
        "Lo disputado, prometido o en camino.", "Quanto è contestato, promesso o in arrivo.";
    PAY_BY: "Pay by", "Zahlbar bis", "Betalen voor of op", "À payer d’ici le", "Pagar antes del",
        "Pagare entro il";
    ASK: "Questions", "Fragen an", "Vragen", "Questions", "Preguntas", "Domande";

    PLAN: "Payment plan {number}", "Ratenzahlungsvereinbarung {number}", "Betalingsregeling {number}",
        "Accord d’échelonnement {number}", "Acuerdo de pago a plazos {number}",
        "Piano di rateizzazione {number}";
    PLAN_NO: "Agreement", "Vereinbarung", "Overeenkomst", "Accord", "Acuerdo", "Accordo";
    AGREED_ON: "Agreed on", "Vereinbart am", "Overeengekomen op", "Convenu le", "Acordado el",
        "Concordato il";
    PLAN_SAYS: "{seller} and {customer} agree that {amount} is paid in {count} instalments, each by \
        its day.",
        "{seller} und {customer} vereinbaren, dass {amount} in {count} Raten gezahlt werden, jede bis zu \
        ihrem Tag.",
        "{seller} en {customer} komen overeen dat {amount} in {count} termijnen wordt betaald, elk op zijn \
        vervaldag.",
        "{seller} et {customer} conviennent que {amount} sont payés en {count} échéances, chacune à sa \
        date.",
        "{seller} y {customer} acuerdan que {amount} se paguen en {count} plazos, cada uno en su fecha.",
        "{seller} e {customer} concordano che {amount} siano pagati in {count} rate, ciascuna alla sua \
        data.";
    PLAN_OF: "What it covers", "Was sie umfasst", "Waarover het gaat", "Ce qu’il couvre",
        "Lo que cubre", "Che cosa comprende";
    PLAN_PARTS: "Instalments", "Raten", "Termijnen", "Échéances", "Plazos", "Rate";
    PART_OF: "Instalment {n} of {of}", "Rate {n} von {of}", "Termijn {n} van {of}",
        "Échéance {n} sur {of}", "Plazo {n} de {of}", "Rata {n} di {of}";
    PLAN_TOTAL: "Total of the plan", "Summe der Vereinbarung", "Totaal van de regeling",
        "Total de l’accord", "Total del acuerdo", "Totale del piano";
    PLAN_FEE: "Fee for the plan", "Gebühr der Vereinbarung", "Kosten van de regeling",
        "Frais de l’accord", "Coste del acuerdo", "Costo del piano";
    PLAN_KEPT: "While instalments are paid on their days, nothing else is asked for of what the plan \
        covers.",
        "Solange die Raten pünktlich gezahlt werden, wird von dem, was sie umfasst, nichts weiter \
        angefordert.",
        "Zolang de termijnen op tijd worden betaald, wordt van wat de regeling omvat niets anders \
        gevraagd.",
        "Tant que les échéances sont payées à leur date, rien d’autre n’est réclamé sur ce que l’accord \
        couvre.",
        "Mientras los plazos se paguen en su fecha, no se reclama nada más de lo que cubre el acuerdo.",
        "Finché le rate sono pagate alla loro data, non si chiede altro di quanto il piano comprende.";
    PLAN_BROKEN: "An instalment that is more than {days} days late ends the plan; then all that is open \
        is due at once.",
        "Ist eine Rate mehr als {days} Tage überfällig, endet die Vereinbarung; dann ist alles Offene \
        sofort fällig.",
        "Is een termijn meer dan {days} dagen te laat, dan vervalt de regeling; al het openstaande is dan \
        direct opeisbaar.",
        "Une échéance en retard de plus de {days} jours met fin à l’accord ; tout le solde devient alors \
        exigible.",
        "Un plazo con más de {days} días de retraso pone fin al acuerdo; entonces todo lo pendiente vence \
        de inmediato.",
        "Una rata in ritardo di oltre {days} giorni fa decadere il piano; tutto il residuo diventa subito \
        esigibile.";
    FOR_SELLER: "For {name}, place and date", "Für {name}, Ort und Datum", "Namens {name}, plaats en datum",
        "Pour {name}, lieu et date", "Por {name}, lugar y fecha", "Per {name}, luogo e data";
}
