//! What shops call their columns, folded as [`super::text::folded`] does, likeliest first.

use super::{CatalogColumn, OrderColumn, ShopSystem};

/// The shop system that a header of an order export is typical for.
pub(super) fn order_system(folded: &[String]) -> ShopSystem {
    let has = |name: &str| folded.iter().any(|header| header == name);
    let any = |names: &[&str]| names.iter().any(|name| has(name));
    if has("lineitemname") && has("name") {
        ShopSystem::Shopify
    } else if has("productdetails")
        || (has("orderid") && any(&["customermessage", "ordersource"]) && has("productsku"))
    {
        ShopSystem::BigCommerce
    } else if any(&["incrementid", "qtyordered", "ordercurrencycode"])
        || (has("purchasepoint") && has("purchasedate"))
    {
        ShopSystem::Magento
    } else if any(&[
        "lineitems",
        "itemcost",
        "orderkey",
        "customeruserid",
        "itemmeta",
    ]) || (any(&["ordernumber", "orderid"])
        && any(&["billingemail", "billingemailaddress"]))
    {
        ShopSystem::WooCommerce
    } else {
        ShopSystem::Generic
    }
}

/// The shop system that a header of a catalogue is typical for.
pub(super) fn catalog_system(folded: &[String]) -> ShopSystem {
    let has = |name: &str| folded.iter().any(|header| header == name);
    if has("handle") && (has("variantsku") || has("bodyhtml")) {
        ShopSystem::Shopify
    } else if has("regularprice") && has("sku") {
        ShopSystem::WooCommerce
    } else if has("urlkey") && has("sku") {
        ShopSystem::Magento
    } else if has("productcodesku") || has("producturl") && has("productimagefile1") {
        ShopSystem::BigCommerce
    } else {
        ShopSystem::Generic
    }
}

/// Headers that mean this column, parted by spaces, likeliest first.
pub(super) const fn of_order(column: OrderColumn) -> &'static str {
    match column {
        OrderColumn::Order => {
            "ordernumber orderid orderno ordername order orderref orderreference \
             incrementid invoiceno invoicenumber invoice invoiceid transactionid \
             transactionno transaction receiptno receiptnumber receiptid receipt billno \
             documentnumber documentno salesorder basketid cartid bestellnummer bestellnr \
             bestellung auftragsnummer auftragsnr auftrag rechnungsnummer rechnungsnr \
             belegnummer belegnr bonnummer bonnr numerodecommande numérodecommande commande \
             numerodepedido númerodepedido pedido numeroordine ordine bestelnummer"
        }
        OrderColumn::Sku => {
            "sku lineitemsku itemsku productsku variantsku stockcode articleno \
             articlenumber articlecode itemno itemnumber itemcode productcode productnumber \
             productno partnumber materialnumber artikelnummer artikelnr artikelcode \
             référence reference referencia codice ean gtin barcode upc skus article \
             artikel item code"
        }
        OrderColumn::Title => {
            "lineitemname itemname productname producttitle itemtitle lineitemtitle \
             itemdescription productdescription articlename description artikelbezeichnung \
             artikelname bezeichnung produktname désignation designation descripción \
             descripcion descrizione omschrijving title name product produkt produit \
             producto prodotto"
        }
        OrderColumn::Quantity => {
            "quantity lineitemquantity itemquantity qtyordered orderedqty itemqty \
             productquantity productqty quantityordered qty units menge anzahl stück stueck \
             quantité quantite cantidad quantità quantita aantal"
        }
        OrderColumn::Price => {
            "unitprice lineitemprice itemprice productunitprice productprice itemcost \
             priceeach price einzelpreis stückpreis stueckpreis preis prixunitaire prix \
             preciounitario precio prezzounitario prezzo prijs"
        }
        OrderColumn::Date => {
            "orderdate createdat invoicedate purchasedate dateordered orderplaced placedat \
             orderedat ordercreatedat datecreated orderdateandtime transactiondate paiddate \
             paidat datetime date timestamp created bestelldatum auftragsdatum \
             rechnungsdatum belegdatum datum datedecommande datecommande fechadepedido \
             fechapedido fecha dataordine besteldatum time"
        }
        OrderColumn::Customer => {
            "email customeremail billingemail billingemailaddress emailaddress buyeremail \
             emailbilling customerid customeruserid customernumber customerno customercode \
             customer userid clientid memberid accountid kundennummer kundennr kunde \
             numeroclient client cliente klantnummer billtoname customername"
        }
        OrderColumn::Currency => {
            "currency ordercurrency currencycode ordercurrencycode transactioncurrency \
             währung waehrung devise moneda valuta"
        }
        OrderColumn::Status => {
            "financialstatus orderstatus status paymentstatus orderstate state \
             bestellstatus zahlungsstatus"
        }
        OrderColumn::CancelledAt => "cancelledat canceledat cancelleddate canceleddate storniertam",
        OrderColumn::Items => {
            "lineitems productdetails orderitems orderlines orderproducts purchaseditems \
             itemlist productlist items products basket cart artikelliste positionen \
             produits"
        }
        OrderColumn::ProductId => "productid lineitemproductid itemproductid itemid",
        OrderColumn::VariantId => "variantid variationid lineitemvariantid itemvariationid",
    }
}

/// The same for a catalogue. `*` before a name means that it may be anywhere in the header: those of
/// metafields begin with what the shop calls them.
pub(super) const fn of_catalog(column: CatalogColumn) -> &'static str {
    match column {
        CatalogColumn::Sku => {
            "sku variantsku productcodesku stockcode itemsku productsku itemno articleno \
             articlenumber productcode artikelnummer artikelnr id productid"
        }
        CatalogColumn::Title => {
            "title name productname producttitle itemname description bezeichnung \
             artikelname artikelbezeichnung"
        }
        CatalogColumn::Url => "link url producturl permalink canonicallink productlink",
        CatalogColumn::Image => {
            "imagelink imagesrc variantimage images image imageurl baseimage \
             productimagefile1 productimageurl1 picture bild"
        }
        CatalogColumn::Price => {
            "variantprice price regularprice unitprice calculatedprice preis prix precio"
        }
        CatalogColumn::Currency => "currency currencycode pricecurrency",
        CatalogColumn::Available => {
            "availability instock isinstock available stockstatus qty stock \
             currentstock currentstocklevel"
        }
        CatalogColumn::Type => {
            "type producttype googleproductcategory categories category productcategory \
             kategorie"
        }
        CatalogColumn::Status => "status published visibility productvisible",
        CatalogColumn::Handle => "handle slug urlkey",
        CatalogColumn::ProductId => "productid itemgroupid id",
        CatalogColumn::VariantId => "variantid variationid",
        CatalogColumn::Tags => "tags tag producttags schlagwörter",
        CatalogColumn::Brand => "brand brands vendor manufacturer brandname marke hersteller",
        CatalogColumn::Cost => {
            "costperitem costofgoods costofgoodssold costprice cost variantcost wccogcost \
             einkaufspreis"
        }
        CatalogColumn::GiftCard => "giftcard isgiftcard",
        CatalogColumn::Parent => "parent parentsku",
        CatalogColumn::Complementary => {
            "*productrecommendationcomplementaryproducts complementaryproducts"
        }
        CatalogColumn::CrossSells => "crosssells crosssellskus crosssellids crosssell",
        CatalogColumn::Related => {
            "*productrecommendationrelatedproducts relatedskus relatedproducts"
        }
        CatalogColumn::UpSells => "upsells upsellskus upsellids upsell",
        CatalogColumn::SalePrice => "saleprice specialprice",
        CatalogColumn::SaleStarts => {
            "datesalepricestarts salepriceeffectivedate specialpricefromdate specialfromdate"
        }
        CatalogColumn::SaleEnds => "datesalepriceends specialpricetodate specialtodate",
    }
}

/// Whether a folded header is the one that a synonym stands for.
pub(super) fn means(header: &str, synonym: &str) -> bool {
    match synonym.strip_prefix('*') {
        Some(part) => header.contains(part) && !header.contains("display"),
        None => header == synonym,
    }
}
