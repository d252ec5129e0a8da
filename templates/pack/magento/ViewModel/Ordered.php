<?php
declare(strict_types=1);

namespace Tandem\Together\ViewModel;

use Magento\Checkout\Model\Session;
use Magento\Framework\View\Element\Block\ArgumentInterface;

/**
 * What was just ordered.
 */
class Ordered implements ArgumentInterface
{
    private Session $session;

    public function __construct(Session $session)
    {
        $this->session = $session;
    }

    /**
     * Its SKUs, parted by commas; those that hold one are left out.
     */
    public function getSkus(): string
    {
        $skus = [];
        foreach ($this->session->getLastRealOrder()->getAllVisibleItems() as $item) {
            $sku = (string)$item->getSku();
            if ($sku !== '' && strpos($sku, ',') === false) {
                $skus[] = $sku;
            }
        }
        return implode(',', $skus);
    }
}
