<?php
/**
 * Plugin Name: Tandem offers
 * Description: What is bought together, beside products, in the cart and after the order. Everything it needs lies in this folder.
 * Version: __VERSION__
 * Requires at least: 6.3
 * Requires PHP: 7.4
 * Requires Plugins: woocommerce
 * License: MIT OR Apache-2.0
 * Text Domain: tandem-together
 *
 * @package TandemOffers
 */

defined( 'ABSPATH' ) || exit;

/**
 * The address of a file of this plugin.
 *
 * @param string $file Its path under assets.
 * @return string
 */
function tandem_offers_address( $file ) {
	return plugins_url( 'assets/' . $file, __FILE__ );
}

/** The loader, which fetches nothing more until a box is near the screen. */
function tandem_offers_enqueue() {
	wp_enqueue_script(
		'tandem-together',
		tandem_offers_address( 'embed/tandem.js' ),
		array(),
		'__LOADER__',
		array(
			'strategy'  => 'async',
			'in_footer' => false,
		)
	);
}
add_action( 'wp_enqueue_scripts', 'tandem_offers_enqueue' );

/**
 * The attributes of its tag.
 *
 * @param string $tag    The tag.
 * @param string $handle The script's name.
 * @return string
 */
function tandem_offers_tag( $tag, $handle ) {
	if ( 'tandem-together' !== $handle ) {
		return $tag;
	}
	$markup = new WP_HTML_Tag_Processor( $tag );
	if ( $markup->next_tag( 'SCRIPT' ) ) {
		$markup->set_attribute( 'async', true );
		$markup->set_attribute( 'data-manifest', tandem_offers_address( 'data/manifest.json' ) );
		$markup->set_attribute( 'data-base', tandem_offers_address( 'embed/' ) );
		$markup->set_attribute( 'data-shop', 'woocommerce' );
	}
	return $markup->get_updated_html();
}
add_filter( 'script_loader_tag', 'tandem_offers_tag', 10, 2 );

/**
 * A box.
 *
 * @param array $attributes Attributes of the element, by name.
 * @return string
 */
function tandem_offers_box( $attributes ) {
	$html = '<tandem-offers';
	foreach ( $attributes as $name => $value ) {
		if ( '' !== (string) $value ) {
			$html .= ' ' . esc_attr( $name ) . '="' . esc_attr( $value ) . '"';
		}
	}
	return $html . '></tandem-offers>';
}

/**
 * What a product is looked up by: its SKU, else its number.
 *
 * @param WC_Product $product The product or variation.
 * @return string
 */
function tandem_offers_name( $product ) {
	$sku = $product->get_sku();
	return '' !== $sku ? $sku : (string) $product->get_id();
}

/** Beside a product. */
function tandem_offers_product() {
	global $product;
	if ( ! $product instanceof WC_Product ) {
		return;
	}
	// Every attribute is escaped where the box is made.
	// phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped
	echo tandem_offers_box(
		array(
			'placement' => 'product',
			'product'   => tandem_offers_name( $product ),
		)
	);
}
add_action( 'woocommerce_after_single_product_summary', 'tandem_offers_product', 12 );

/** Under the cart. A cart made of blocks takes the short code instead. */
function tandem_offers_cart() {
	// phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped
	echo tandem_offers_box( array( 'placement' => 'cart' ) );
}
add_action( 'woocommerce_after_cart_table', 'tandem_offers_cart' );

/**
 * After the order: what goes with what was just bought.
 *
 * @param int $order_id The order.
 */
function tandem_offers_thankyou( $order_id ) {
	$order = wc_get_order( $order_id );
	if ( ! $order ) {
		return;
	}
	$items = array();
	foreach ( $order->get_items() as $item ) {
		$product = $item instanceof WC_Order_Item_Product ? $item->get_product() : null;
		if ( ! $product ) {
			continue;
		}
		$name = tandem_offers_name( $product );
		// A comma parts them.
		$items[] = false === strpos( $name, ',' ) ? $name : (string) $product->get_id();
	}
	// phpcs:ignore WordPress.Security.EscapeOutput.OutputNotEscaped
	echo tandem_offers_box(
		array(
			'placement' => 'thankyou',
			'items'     => implode( ',', $items ),
		)
	);
}
add_action( 'woocommerce_thankyou', 'tandem_offers_thankyou' );

/**
 * A box anywhere: [tandem_offers placement="cart"].
 *
 * @param array|string $attributes As they were written.
 * @return string
 */
function tandem_offers_shortcode( $attributes ) {
	$known = shortcode_atts(
		array(
			'placement'  => 'cart',
			'product'    => '',
			'goal-minor' => '',
			'max-items'  => '',
			'heading'    => '',
		),
		$attributes,
		'tandem_offers'
	);
	$placements = array( 'product', 'cart', 'bundle', 'upgrade', 'progress' );
	if ( ! in_array( $known['placement'], $placements, true ) ) {
		return '';
	}
	return tandem_offers_box( $known );
}
add_shortcode( 'tandem_offers', 'tandem_offers_shortcode' );
